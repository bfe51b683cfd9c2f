import { Login as ReactAdminLogin, LoginForm } from 'react-admin';

export function Login() {
  return (
    <ReactAdminLogin>
      <LoginForm />
    </ReactAdminLogin>
  );
}
